"""The checks: functions over a built page or bundle that return what is wrong, a sentence each."""

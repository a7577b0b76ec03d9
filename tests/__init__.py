"""The proof: checks of a built bundle, and the tests that they and the build do what they say."""

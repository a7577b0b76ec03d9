"""Outside judges of the built pages: the Nu HTML checker and Lighthouse."""

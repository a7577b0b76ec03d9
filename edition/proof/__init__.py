"""A built page is compared with the article that it was made of."""

"""The API's manners: tokens, problems, pages, repeatable writes, versions."""

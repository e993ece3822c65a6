"""PostgreSQL and Valkey as child processes, for the two-command start, development and tests.

Production names its own servers in DATABASE_URL and REDIS_URL and never comes here.
"""

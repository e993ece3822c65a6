"""Database rights on the worker's shared table: offices never see it."""

from tenants.registry.grants import SharedTable

TABLES = [SharedTable("worker_jobrun", shared="SELECT, INSERT, UPDATE, DELETE")]

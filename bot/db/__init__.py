"""The database: tables, encryption at rest, migrations, and one module of queries a table. Only room for SQLAlchemy."""

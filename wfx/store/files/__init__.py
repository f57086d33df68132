"""What a file of the books holds: types, schemas, Parquet, TOML, paths."""

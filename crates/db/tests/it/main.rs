//! What the SQL does, on both engines.

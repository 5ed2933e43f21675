"""The PostgreSQL that Django works on, with sessions that know whose rows they may touch."""

"""The pages of those who sign in: accounts, teams, and the campaigner's desk. Owns no tables."""

"""The contract's words: terms of an agreement, their reading, checking, versions and precedence."""

"""A missed commitment -> the credit that the agreement owes for it, with its working and how it is claimed."""

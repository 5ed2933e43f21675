"""Everything that an installation holds, copied out, verified, and put back: backup, restore and export."""

"""An installation to look at: one provider with five agreements, its customers, and their last weeks."""

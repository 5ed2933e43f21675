"""The one look of every page: style sheets, scripts, the font, the frame of a page and its small parts."""

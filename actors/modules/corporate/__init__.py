"""Corporate actions (权益) and the calendars they keep: what a bond pays, when, to whom, level by level."""

"""An engine over numbered texts: tokens, index, ranking; knows none of the apps."""

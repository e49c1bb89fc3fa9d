"""What may be given: values of a kind, the rule of each setting, and how large a model may be."""

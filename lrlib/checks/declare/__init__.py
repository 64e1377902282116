"""What a page of the catalogue is made of: its model, inputs, properties, and where to read."""

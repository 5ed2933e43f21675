"""What reaches whom, and how: deliveries of letters, and every attempt at them."""

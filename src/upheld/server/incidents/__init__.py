"""What the provider tells of its components: incidents and maintenance as posts, and what measurement proposes."""

"""The pages by which people come in and go out: sign-in, second factor, other servers, invitations, resets, profile."""

"""What templates show, made ready for them: names in place of slugs, addresses, sentences. Pure functions of what was
read; templates decide nothing but the markup."""

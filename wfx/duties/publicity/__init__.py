"""政策宣传 (M38): who has been told since the policy last changed, and what is handed out."""

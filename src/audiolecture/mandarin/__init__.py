"""Reading Mandarin aloud: sentences, spoken forms, readings, the lexicon."""

"""Instructions for stories (TinyStories-Instruct): words, a sentence, features and a summary, each true."""

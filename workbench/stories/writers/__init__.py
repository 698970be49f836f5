"""Stories by language models behind an OpenAI-compatible server: prompts, requests, replies on disk, a corpus."""

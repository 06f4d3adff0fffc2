"""The catalogue of messages and words in Chinese and English, one file a system."""

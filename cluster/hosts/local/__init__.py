"""All actors in one asyncio loop: real time, real disk."""

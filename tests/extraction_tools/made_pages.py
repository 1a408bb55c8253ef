"""A saved web page about an event that never happened, and a note of it."""

from __future__ import annotations

ARTICLE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Night raid on Odesa | Example Gazette</title>
<meta property="og:site_name" content="Example Gazette"><meta property="og:title" content="Night raid on Odesa">
<meta property="article:published_time" content="2031-03-05T00:15:00+02:00">
<link rel="canonical" href="https://gazette.example.org/2031/03/05/night-raid"></head>
<body><nav><a href="/">Home</a> <a href="/war">Seven killed in Kharkiv</a></nav>
<article><h1>Night raid on Odesa</h1>
<p>Out of a moonless sky Russian drones struck Odesa overnight, killing two people and injuring at least seven others, the regional governor said.</p>
<p>Ukraine's Air Force said Russia had launched 64 Shahed drones, of which 41 were shot down and 15 were lost from radar before dawn broke.</p>
<p>A warehouse in the harbour burned until the morning, and its smoke could be seen from the beaches, residents said.</p></article>
<aside><h2>Read more</h2><p><a href="/x">Five killed in Sumy</a></p></aside><footer>© 2029 Example Gazette</footer></body></html>
"""

SENTENCES = ("Out of a moonless sky", "before dawn broke", "smoke could be seen from the beaches")
"""Words of the page that nobody would write again."""

NOTE = """Russia attacked Odesa with drones in the night of 4-5 March 2031.
The Air Force counted 64 Shahed drones launched. It said that 41 drones were shot down and 15 drones were lost from radar.
The regional governor said that two people were killed and at least seven people were injured in Odesa.
"""

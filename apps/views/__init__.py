"""The explorer's pages: each is a function that loads, makes figures and draws.

(Not called `pages`: Streamlit would run the files of such a folder as pages of its own, past our navigation.)
"""

"""glossary knows words: pairs become candidates, candidates approved concepts; look-up and check speak them."""

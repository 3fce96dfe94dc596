"""Proof on the delivered file: a finished film, decoded, beside what calc and the rules say of every frame.

folder on disk -> delivered.Delivered     what was delivered, decoded as a stream
lesson         -> expected                what the film must show, as noted when it was drawn or played again
both           -> moments.Moments         each picture beside what must be seen
               -> checkers.CHECKERS       each looks at the moments and tells what it measured
               -> report.Report           rows; a table, check.json and check.html
"""

"""Proof on the delivered file: a finished film, decoded, beside what calc and the rules say of every frame.

folder on disk -> delivered.Delivered     what was delivered, decoded as a stream
lesson class   -> replay.replay           the lesson played again without drawing it, frame beside frame
               -> checkers.CHECKERS       each looks at the moments and tells what it measured
               -> report.Report           rows; a table, check.json and check.html
"""

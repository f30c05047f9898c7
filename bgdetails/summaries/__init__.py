"""Facts, and the engines that write summaries from them."""

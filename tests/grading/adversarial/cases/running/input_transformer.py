# %% [markdown] points=8
# Later cells are emptied before they run, and their syntax tree is replaced.

# %% task="saving"
import ast


class Nothing(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = []
        return node


shell = get_ipython()
shell.input_transformers_post.append(lambda lines: [])
shell.input_transformer_manager.cleanup_transforms.append(lambda lines: [])
shell.ast_transformers.append(Nothing())

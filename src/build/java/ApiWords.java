import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The build's step for the API description: writes down what Javadoc says of the records and
 * methods in a package, one {@code name=words} a line, so that the words of {@code /openapi.json}
 * are those of the code. Nothing is compiled.
 *
 * <p>Maven runs this file as it stands, with {@code java ApiWords.java <source folder> <output
 * file>}; it is no part of the product.
 */
final class ApiWords extends TreePathScanner<Void, String> {
  private final DocTrees docs;
  private final Map<String, String> words = new TreeMap<>();

  private ApiWords(DocTrees docs) {
    this.docs = docs;
  }

  /** Runs the step; see the class. */
  public static void main(String[] args) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.walk(Path.of(args[0]))) {
      List<Path> java = sources.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(java));
      ApiWords words = new ApiWords(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        words.scan(new TreePath(unit), "");
      }
      words.write(Path.of(args[1]));
    }
  }

  @Override
  public Void visitClass(ClassTree type, String outer) {
    String name = outer + type.getSimpleName();
    DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
    if (doc != null) {
      put(name, doc.getFullBody());
      for (DocTree tag : doc.getBlockTags()) {
        if (tag instanceof ParamTree param && !param.isTypeParameter()) {
          put(name + "." + param.getName(), param.getDescription());
        }
      }
    }
    for (Tree member : type.getMembers()) {
      scan(member, name + ".");
    }
    return null;
  }

  @Override
  public Void visitMethod(MethodTree method, String owner) {
    DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
    if (doc != null) {
      put(owner + method.getName(), doc.getFullBody());
    }
    return null;
  }

  private void put(String name, List<? extends DocTree> text) {
    String plain = text.stream().map(ApiWords::plain).collect(Collectors.joining());
    words.put(name, plain.replaceAll("\\s+", " ").strip());
  }

  private static String plain(DocTree part) {
    if (part instanceof LiteralTree literal) {
      String body = literal.getBody().getBody();
      return literal.getKind() == DocTree.Kind.CODE ? "`" + body + "`" : body;
    } else if (part instanceof LinkTree link) {
      return "`" + link.getReference().getSignature() + "`";
    } else if (part instanceof TextTree text) {
      return text.getBody();
    } else if (part instanceof StartElementTree) {
      return " ";
    }
    return part.getKind() == DocTree.Kind.END_ELEMENT ? "" : part.toString();
  }

  private void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        words.entrySet().stream().map(word -> word.getKey() + "=" + word.getValue()).toList());
  }
}

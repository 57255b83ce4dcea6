// Has OmegaT itself read a glossary: java -cp OmegaT.jar Probe.java GLOSSARY FOLDER prints a line for each pair of terms.
import java.io.File;
import java.lang.reflect.Proxy;
import org.omegat.core.Core;
import org.omegat.core.data.*;
import org.omegat.gui.glossary.*;
import org.omegat.util.Language;
public class Probe {
  public static void main(String[] a) throws Exception {
    ProjectProperties properties = new ProjectProperties(new File(a[1])) {};
    properties.setSourceLanguage(new Language("id"));
    properties.setTargetLanguage(new Language("en"));
    Core.setProject((IProject) Proxy.newProxyInstance(Probe.class.getClassLoader(), new Class<?>[] {IProject.class},
        (proxy, method, args) -> method.getName().equals("getProjectProperties") ? properties : null));
    var out = new java.io.PrintStream(System.out, true, "UTF-8");
    for (GlossaryEntry e : GlossaryReaderTBX.read(new File(a[0]), false))
      out.println(e.getSrcText() + "\t" + e.getLocText() + "\t" + e.getCommentText().replace("\n", " / "));
  }
}

// What OmegaT itself offers for each segment of an open project: run by --mode=console-translate --script=probe.groovy,
// once it has loaded the project. -Dprobe=FILE says where to.
import groovy.json.JsonOutput
import org.omegat.core.Core
import org.omegat.core.data.SourceTextEntry
import org.omegat.core.statistics.FindMatches
import org.omegat.gui.glossary.FindGlossaryThread
import org.omegat.gui.glossary.GlossaryManager

class Finding extends FindGlossaryThread {
    Finding(SourceTextEntry entry, GlossaryManager glossaries) { super(null, entry, glossaries) }
    void checkEntryChanged() { } // nobody goes on to another segment
    List found() { search() }
}

if (eventType.toString() != 'LOAD') return

def project = Core.project
def glossaries = new GlossaryManager(null)
glossaries.priorityGlossary = new File(project.projectProperties.writeableGlossary)
// As it does when a file comes to the folder, but for the window that it shows the terms in.
new File(project.projectProperties.glossaryRoot).eachFile { file ->
    glossaries.@glossaries.put(file.path, glossaries.loadGlossaryFile(file))
}
def finder = new FindMatches(project.sourceTokenizer, 3, false, false)
def stop = [isStopped: { false }] as org.omegat.core.events.IStopped
def found = project.allEntries.collect { entry ->
    def near = finder.search(project, entry.srcText, true, true, stop)
    [
        source: entry.srcText,
        matches: near.collect { [it.source, it.translation, it.scores[0].adjustedScore, new File(it.projs[0]).name] },
        terms: new Finding(entry, glossaries).found().collectMany { term ->
            term.getLocTerms(true).collect { [term.srcText, it] }
        },
    ]
}
def read = glossaries.@glossaries.collectEntries { path, terms -> [new File(path).name, terms.size()] }
new File(System.getProperty('probe')).setText(JsonOutput.toJson([glossaries: read, segments: found]), 'UTF-8')

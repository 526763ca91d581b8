package io.shiplog.executor.runtime.process;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Text for a POSIX shell (dash and busybox among them). Pure. */
final class Shell {

    /** Names that a shell sets itself or refuses to have set. */
    private static final Set<String> OWN = Set.of(
            "UID",
            "EUID",
            "PPID",
            "SHELLOPTS",
            "BASHOPTS",
            "BASH_VERSINFO",
            "IFS",
            "OPTIND",
            "OPTARG",
            "LINENO",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "RANDOM",
            "SECONDS",
            "ENV",
            "PS1",
            "PS2",
            "PS4",
            "_");

    private Shell() {}

    /** One word, whatever is in it. */
    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Words of a command line. */
    static String words(List<String> words) {
        StringBuilder out = new StringBuilder();
        words.forEach(word -> out.append(out.isEmpty() ? "" : " ").append(quote(word)));
        return out.toString();
    }

    /** Sets the variables that a shell can hold. */
    static String exports(Map<String, String> variables) {
        StringBuilder out = new StringBuilder();
        variables.forEach((name, value) -> {
            if (holds(name)) {
                out.append("export ")
                        .append(name)
                        .append('=')
                        .append(quote(value))
                        .append('\n');
            }
        });
        return out.toString();
    }

    /**
     * What to put in front of a command so that it has the other variables too, and none of the shell's own. Only these
     * few show for a moment in the machine's process list.
     */
    static String env(Map<String, String> variables) {
        StringBuilder out = new StringBuilder("env -u PWD -u OLDPWD -u SHLVL -u _");
        variables.forEach((name, value) -> {
            if (!holds(name)) {
                out.append(' ').append(quote(name + "=" + value));
            }
        });
        return out.toString();
    }

    private static boolean holds(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") && !OWN.contains(name);
    }
}

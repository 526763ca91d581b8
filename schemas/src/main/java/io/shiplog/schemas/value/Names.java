package io.shiplog.schemas.value;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Rules for names and values (k8s.io/apimachinery util/validation). Each answers Kubernetes' own error texts,
 * without the
 * field; an empty list means valid.
 */
public final class Names {

    private static final int LABEL_MAX = 63;
    private static final int SUBDOMAIN_MAX = 253;
    private static final int PORT_NAME_MAX = 15;
    private static final int ID_MAX = Integer.MAX_VALUE;

    /** Longer texts are called too long and not looked at further: matching repeated groups costs stack. */
    private static final int MATCHED_MAX = 2048;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String UNDERSCORE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private static final Rule DNS_1123_LABEL = new Rule(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
                    + "and must start and end with an alphanumeric character",
            LABEL,
            "my-name",
            "123-abc");
    private static final Rule DNS_1123_SUBDOMAIN = new Rule(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                    + "and must start and end with an alphanumeric character",
            SUBDOMAIN,
            "example.com");
    private static final Rule DNS_1123_SUBDOMAIN_UNDERSCORE = new Rule(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', "
                    + "and must start and end with an alphanumeric character",
            UNDERSCORE_LABEL + "(\\." + UNDERSCORE_LABEL + ")*",
            "example.com");
    private static final Rule WILDCARD = new Rule(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
                    + "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
            "\\*\\." + SUBDOMAIN,
            "*.example.com");
    private static final Rule DNS_1035_LABEL = new Rule(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
                    + "start with an alphabetic character, and end with an alphanumeric character",
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            "my-name",
            "abc-123");
    private static final Rule QUALIFIED_NAME = new Rule(
            "must consist of alphanumeric characters, '-', '_' or '.', "
                    + "and must start and end with an alphanumeric character",
            QUALIFIED,
            "MyName",
            "my.name",
            "123-abc");
    private static final Rule LABEL_VALUE = new Rule(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
                    + "and must start and end with an alphanumeric character",
            "(" + QUALIFIED + ")?",
            "MyValue",
            "my_value",
            "12345");
    private static final Rule CONFIG_MAP_KEY = new Rule(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            "[-._a-zA-Z0-9]+",
            "key.name",
            "KEY_NAME",
            "key-name");
    private static final Rule ENV_VAR_NAME = new Rule(
            "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', "
                    + "and must not start with a digit",
            "[-._a-zA-Z][-._a-zA-Z0-9]*",
            "my.env-name",
            "MY_ENV.NAME",
            "MyEnvName1");
    private static final Rule HTTP_HEADER = new Rule(
            "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name");
    private static final Rule PERCENT = new Rule(
            "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%");
    private static final Rule PATH = new Rule("Invalid path", "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    private Names() {}

    /** A pattern and the sentence for what does not match it. */
    private static final class Rule {
        private final Pattern pattern;
        private final String error;

        Rule(String sentence, String regex, String... examples) {
            this.pattern = Pattern.compile(regex);
            StringBuilder text = new StringBuilder(sentence);
            text.append(" (");
            for (int i = 0; i < examples.length; i++) {
                text.append(i == 0 ? "e.g. '" : " or '").append(examples[i]).append("', ");
            }
            this.error = text.append("regex used for validation is '") + regex + "')";
        }

        List<String> check(String text, int max) {
            List<String> out = new ArrayList<>();
            if (text.length() > max) {
                out.add(tooLong(max));
            }
            boolean judged = max == Integer.MAX_VALUE || text.length() <= MATCHED_MAX;
            if (judged && !pattern.matcher(text).matches()) {
                out.add(error);
            }
            return out;
        }
    }

    private static String tooLong(int max) {
        return "must be no more than " + max + " characters";
    }

    /** Names of Namespaces, containers and volumes: at most 63 of a-z, 0-9 and -. */
    public static List<String> dns1123Label(String text) {
        return DNS_1123_LABEL.check(text, LABEL_MAX);
    }

    /** Names of most objects: labels joined by dots, at most 253. */
    public static List<String> dns1123Subdomain(String text) {
        if (isSubdomain(text)) {
            return new ArrayList<>();
        }
        return DNS_1123_SUBDOMAIN.check(text, SUBDOMAIN_MAX);
    }

    /** Says at once yes to what {@link #DNS_1123_SUBDOMAIN} accepts: labels are checked millions of times. */
    private static boolean isSubdomain(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean joins = c == '-' ? before != '.' : c == '.' && !isJoint(before);
            if (!isLower(c) && !isDigit(c) && !joins) {
                return false;
            }
            before = c;
        }
        return !isJoint(before) && text.length() <= SUBDOMAIN_MAX;
    }

    /** Says at once yes to a name part or label value that is not empty and valid. */
    private static boolean isPlain(String text) {
        int last = text.length() - 1;
        if (last < 0 || last >= LABEL_MAX) {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char c = text.charAt(i);
            boolean alphanumeric = isLower(c) || isDigit(c) || isUpper(c);
            boolean inner = i > 0 && i < last && (isJoint(c) || c == '_');
            if (!alphanumeric && !inner) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #dns1123Subdomain}, with underscores (search domains of a pod's dnsConfig). */
    public static List<String> dns1123SubdomainUnderscore(String text) {
        return DNS_1123_SUBDOMAIN_UNDERSCORE.check(text, SUBDOMAIN_MAX);
    }

    /** Hosts of an Ingress that begin with {@code *.}. */
    public static List<String> wildcardDns1123Subdomain(String text) {
        return WILDCARD.check(text, SUBDOMAIN_MAX);
    }

    /** Names of Services: at most 63 of a-z, 0-9 and -, a letter first. */
    public static List<String> dns1035Label(String text) {
        return DNS_1035_LABEL.check(text, LABEL_MAX);
    }

    /**
     * Keys of labels, annotations, taints and resources: an optional subdomain and a slash, then at most 63
     * characters.
     */
    public static List<String> qualifiedName(String text) {
        List<String> out = new ArrayList<>();
        int slash = text.indexOf('/');
        if (slash != text.lastIndexOf('/')) {
            out.add("a qualified name " + QUALIFIED_NAME.error
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return out;
        }
        if (slash == 0) {
            out.add("prefix part must be non-empty");
        } else if (slash > 0) {
            dns1123Subdomain(text.substring(0, slash)).forEach(error -> out.add("prefix part " + error));
        }
        String name = text.substring(slash + 1);
        if (isPlain(name)) {
            return out;
        }
        if (name.isEmpty()) {
            out.add("name part must be non-empty");
        }
        QUALIFIED_NAME.check(name, LABEL_MAX).forEach(error -> out.add("name part " + error));
        return out;
    }

    /** Values of labels: empty, or at most 63 characters. */
    public static List<String> labelValue(String text) {
        if (isPlain(text)) {
            return new ArrayList<>();
        }
        return LABEL_VALUE.check(text, LABEL_MAX);
    }

    /** Names of ports: at most 15, a letter among them. */
    public static List<String> portName(String text) {
        List<String> out = new ArrayList<>();
        if (text.length() > PORT_NAME_MAX) {
            out.add(tooLong(PORT_NAME_MAX));
        }
        if (text.isEmpty() || !text.chars().allMatch(c -> c == '-' || isLower(c) || isDigit(c))) {
            out.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (text.chars().noneMatch(Names::isLower)) {
            out.add("must contain at least one letter (a-z)");
        }
        if (text.contains("--")) {
            out.add("must not contain consecutive hyphens");
        }
        if (text.startsWith("-") || text.endsWith("-")) {
            out.add("must not begin or end with a hyphen");
        }
        return out;
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    /** What may stand inside a domain only. */
    private static boolean isJoint(int c) {
        return c == '-' || c == '.';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Keys of ConfigMaps and Secrets: file names, at most 253. */
    public static List<String> configMapKey(String text) {
        List<String> out = CONFIG_MAP_KEY.check(text, SUBDOMAIN_MAX);
        addDotErrors(text, out);
        return out;
    }

    /** What would leave the directory when the key becomes a file. */
    private static void addDotErrors(String text, List<String> out) {
        if (text.equals(".")) {
            out.add("must not be '.'");
        } else if (text.equals("..")) {
            out.add("must not be '..'");
        } else if (text.startsWith("..")) {
            out.add("must not start with '..'");
        }
    }

    /** Names of environment variables as in Kubernetes 1.32: printable ASCII except =. */
    public static List<String> envVarName(String text) {
        if (text.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=')
                ? List.of()
                : List.of("a valid environment variable name must consist only of printable ASCII characters "
                        + "other than '='");
    }

    /** The narrower rule, by which envFrom left keys out before 1.32. */
    public static List<String> strictEnvVarName(String text) {
        List<String> out = ENV_VAR_NAME.check(text, Integer.MAX_VALUE);
        addDotErrors(text, out);
        return out;
    }

    /** Header names of httpGet probes. */
    public static List<String> httpHeaderName(String text) {
        return HTTP_HEADER.check(text, Integer.MAX_VALUE);
    }

    /** Digits and a percent sign. */
    public static List<String> percent(String text) {
        return PERCENT.check(text, Integer.MAX_VALUE);
    }

    /** A host name of two segments at least, each at most 63; may end with a dot. */
    public static List<String> fullyQualifiedDomainName(String text) {
        if (text.isEmpty()) {
            return List.of("must be non-empty");
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        List<String> out = domain(name, 2, "should be a domain with at least two segments separated by dots");
        if (out.isEmpty()) {
            for (String segment : name.split("\\.", -1)) {
                out.addAll(dns1123Label(segment));
            }
        }
        return out;
    }

    /** A domain of three segments at least. */
    public static List<String> fullyQualifiedName(String text) {
        return text.isEmpty()
                ? List.of("must be non-empty")
                : domain(text, 3, "should be a domain with at least three segments separated by dots");
    }

    private static List<String> domain(String name, int segments, String tooFew) {
        List<String> out = dns1123Subdomain(name);
        if (out.isEmpty() && name.chars().filter(c -> c == '.').count() + 1 < segments) {
            out.add(tooFew);
        }
        return out;
    }

    /** A domain, a slash and an HTTP path, e.g. acme.io/foo/bar. */
    public static List<String> domainPrefixedPath(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            return List.of("must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        List<String> out = dns1123Subdomain(text.substring(0, slash));
        out.addAll(PATH.check(text.substring(slash + 1), Integer.MAX_VALUE));
        return out;
    }

    /** A domain, a slash and a label value that is not empty, e.g. acme.io/foo. */
    public static List<String> domainPrefixedKey(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            return List.of("must be a domain-prefixed key (such as \"acme.io/foo\")");
        }
        List<String> out = dns1123Subdomain(text.substring(0, slash));
        out.addAll(labelValue(text.substring(slash + 1)));
        return out;
    }

    /** 1 to 65535. */
    public static List<String> portNumber(long number) {
        return inRange(number, 1, 65535);
    }

    /** runAsUser: 0 to 2147483647. */
    public static List<String> userId(long number) {
        return inRange(number, 0, ID_MAX);
    }

    /** runAsGroup and fsGroup: 0 to 2147483647. */
    public static List<String> groupId(long number) {
        return inRange(number, 0, ID_MAX);
    }

    /** Both ends belong to the range. */
    public static List<String> inRange(long number, long min, long max) {
        return number < min || number > max
                ? List.of("must be between " + min + " and " + max + ", inclusive")
                : List.of();
    }
}

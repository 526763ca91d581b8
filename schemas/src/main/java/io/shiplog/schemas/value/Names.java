package io.shiplog.schemas.value;

import java.util.List;

/** Rules for names and values; each answers Kubernetes' own error texts, empty when valid. */
public final class Names {

    private Names() {}

    /** Errors of this rule. */
    public static List<String> dns1123Label(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> dns1123Subdomain(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> dns1123SubdomainUnderscore(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> wildcardDns1123Subdomain(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> dns1035Label(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> qualifiedName(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> labelValue(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> portName(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> configMapKey(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> envVarName(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> httpHeaderName(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> percent(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> fullyQualifiedName(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> fullyQualifiedDomainName(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> domainPrefixedPath(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> domainPrefixedKey(String text) {
        return text.isEmpty() ? List.of("must be non-empty") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> portNumber(long number) {
        return number < 1 || number > 65535 ? List.of("must be between 1 and 65535, inclusive") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> userId(long number) {
        return number < 0 || number > 2147483647 ? List.of("must be between 0 and 2147483647, inclusive") : List.of();
    }

    /** Errors of this rule. */
    public static List<String> groupId(long number) {
        return number < 0 || number > 2147483647 ? List.of("must be between 0 and 2147483647, inclusive") : List.of();
    }
}

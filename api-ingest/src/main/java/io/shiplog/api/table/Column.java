package io.shiplog.api.table;

/**
 * One column of a Table (meta.k8s.io/v1 TableColumnDefinition).
 *
 * @param name as kubectl shows it in upper case
 * @param type string, integer, number, boolean or date
 * @param format "name" for the column that gets a {@code kind.group/} prefix when several kinds are printed, else empty
 * @param description any text
 * @param priority 0 is shown always, 1 only with {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority) {}

package dev.polyrun.core;

/**
 * What the vendor found wrong with one field of a request.
 *
 * @param field the field's path, as in {@code body.limit}; empty when the vendor names none
 * @param message the vendor's words
 */
public record FieldError(String field, String message) {}

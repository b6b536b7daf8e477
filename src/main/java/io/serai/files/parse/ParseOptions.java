package io.serai.files.parse;

/**
 * The limits of one parsing.
 *
 * @param maxLine characters at the most of a CSV record, a line of JSON Lines or a JSON text
 *     (FILES_MAX_LINE)
 * @param maxExpansion times its packed size that a gzip file may unpack to (FILES_MAX_EXPANSION)
 */
public record ParseOptions(int maxLine, int maxExpansion) {}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QRegularExpression>
#include <QStringList>
#include <QXmlStreamReader>

namespace fulcrum::test {

/// What an exported SVG holds.
struct ParsedSvg
{
    QString width, height, description, error;
    QStringList texts, seriesTitles, pathTitles;
    int polylines = 0, polygons = 0, circles = 0, images = 0;
};

inline ParsedSvg parseSvg(const std::string& svg)
{
    ParsedSvg parsed;
    QXmlStreamReader xml(QByteArray::fromStdString(svg));
    QString group, element;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QString name = xml.name().toString();
        if (name == u"svg") {
            parsed.width = xml.attributes().value(QLatin1String("width")).toString();
            parsed.height = xml.attributes().value(QLatin1String("height")).toString();
        } else if (name == u"desc") {
            parsed.description = xml.readElementText();
        } else if (name == u"g") {
            group = xml.attributes().value(QLatin1String("class")).toString();
        } else if (name == u"title") {
            const QString title = xml.readElementText();
            if (element == u"path")
                parsed.pathTitles.append(title);
            else if (group == u"series")
                parsed.seriesTitles.append(title);
        } else if (name == u"text") {
            parsed.texts.append(xml.readElementText());
        }
        parsed.polylines += name == u"polyline";
        parsed.polygons += name == u"polygon";
        parsed.circles += name == u"circle";
        parsed.images += name == u"image";
        if (name != u"title")
            element = name;
    }
    parsed.error = xml.hasError() ? xml.errorString() : QString();
    return parsed;
}

/// What a PDF of cairo holds, read without any PDF library: its boxes, its information, its texts in order of drawing.
struct ParsedPdf
{
    double widthPt = 0, heightPt = 0;
    QString texts; ///< everything that is drawn as text, pieces separated by line breaks
    QByteArray information;
    int jpegs = 0, paths = 0;
};

namespace pdf {

/// zlib's format through Qt: qUncompress wants the length in front and takes a wrong one.
inline QByteArray inflated(const QByteArray& stream)
{
    return qUncompress(QByteArray("\0\x40\0\0", 4) + stream);
}

struct Object
{
    QByteArray dictionary, stream;
};

/// Objects of a file with a classical or compressed cross-reference table, found by their "N 0 obj".
inline QMap<int, Object> objectsOf(const QByteArray& file)
{
    QMap<int, Object> objects;
    static const QRegularExpression head(QStringLiteral("(\\d+) 0 obj\\b"));
    const QString text = QString::fromLatin1(file);
    for (auto match = head.globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        const qsizetype begin = found.capturedEnd(), end = file.indexOf("endobj", begin);
        QByteArray body = file.mid(begin, end - begin);
        Object object;
        const qsizetype stream = body.indexOf("stream");
        object.dictionary = stream < 0 ? body : body.left(stream);
        if (stream >= 0) {
            qsizetype from = stream + 6;
            from += body.mid(from, 2) == "\r\n" ? 2 : 1;
            const QByteArray raw = body.mid(from, body.lastIndexOf("endstream") - from);
            object.stream = object.dictionary.contains("FlateDecode") ? inflated(raw) : raw;
        }
        if (object.dictionary.contains("/ObjStm")) { // several objects in one stream: "number offset" pairs, then the objects
            const int first = QRegularExpression(QStringLiteral("/First (\\d+)"))
                                  .match(QString::fromLatin1(object.dictionary))
                                  .captured(1)
                                  .toInt();
            const QList<QByteArray> numbers = object.stream.left(first).simplified().split(' ');
            for (qsizetype i = 0; i + 1 < numbers.size(); i += 2) {
                const int at = first + numbers[i + 1].toInt();
                const int next = i + 3 < numbers.size() ? first + numbers[i + 3].toInt() : static_cast<int>(object.stream.size());
                objects[numbers[i].toInt()] = {object.stream.mid(at, next - at), {}};
            }
        }
        objects[found.captured(1).toInt()] = object;
    }
    return objects;
}

/// Codes of a font to characters, from its ToUnicode map.
inline QMap<int, QString> unicodeOf(const QByteArray& map)
{
    QMap<int, QString> codes;
    const QString text = QString::fromLatin1(map);
    const auto word = [](const QString& hex) {
        QString out;
        for (qsizetype i = 0; i + 3 < hex.size(); i += 4)
            out += QChar(hex.mid(i, 4).toUShort(nullptr, 16));
        return out;
    };
    static const QRegularExpression range(QStringLiteral("<([0-9a-fA-F]+)>\\s*<([0-9a-fA-F]+)>\\s*<([0-9a-fA-F]+)>"));
    static const QRegularExpression block(QStringLiteral("begin(bfrange|bfchar)(.*?)end"), QRegularExpression::DotMatchesEverythingOption);
    for (auto blocks = block.globalMatch(text); blocks.hasNext();) {
        const QRegularExpressionMatch one = blocks.next();
        if (one.captured(1) == u"bfrange") {
            for (auto match = range.globalMatch(one.captured(2)); match.hasNext();) {
                const QRegularExpressionMatch m = match.next();
                const int low = m.captured(1).toInt(nullptr, 16), high = m.captured(2).toInt(nullptr, 16);
                for (int code = low; code <= high && code - low < 65536; ++code)
                    codes[code] = QString(QChar(m.captured(3).toInt(nullptr, 16) + code - low));
            }
        } else {
            static const QRegularExpression pair(QStringLiteral("<([0-9a-fA-F]+)>\\s*<([0-9a-fA-F]+)>"));
            for (auto match = pair.globalMatch(one.captured(2)); match.hasNext();) {
                const QRegularExpressionMatch m = match.next();
                codes[m.captured(1).toInt(nullptr, 16)] = word(m.captured(2));
            }
        }
    }
    return codes;
}

/// The strings of one TJ or Tj operand: (text) in WinAnsi, or <hex> through the font's map.
inline QString shown(const QString& operand, const QMap<int, QString>& codes, int bytes)
{
    QString out;
    static const QRegularExpression piece(QStringLiteral("\\(((?:\\\\.|[^()\\\\])*)\\)|<([0-9a-fA-F]+)>"));
    for (auto match = piece.globalMatch(operand); match.hasNext();) {
        const QRegularExpressionMatch m = match.next();
        if (m.capturedLength(2) > 0) {
            for (qsizetype i = 0; i + 2 * bytes <= m.captured(2).size(); i += 2 * bytes)
                out += codes.value(m.captured(2).mid(i, 2 * bytes).toInt(nullptr, 16));
            continue;
        }
        const QString raw = m.captured(1);
        for (qsizetype i = 0; i < raw.size(); ++i) {
            int code = raw[i].unicode();
            if (raw[i] == u'\\' && i + 1 < raw.size()) {
                const bool octal = raw[i + 1].isDigit();
                code = octal ? raw.mid(i + 1, 3).toInt(nullptr, 8) : raw[i + 1].unicode();
                i += octal ? 3 : 1;
            }
            out += codes.contains(code) ? codes.value(code) : QString(QChar(code));
        }
    }
    return out;
}

} // namespace pdf

inline ParsedPdf parsePdf(const std::string& bytes)
{
    ParsedPdf parsed;
    const QByteArray file = QByteArray::fromStdString(bytes);
    const auto objects = pdf::objectsOf(file);
    QMap<QString, QMap<int, QString>> maps; // of fonts, by their name in the page
    QMap<QString, int> widths;
    for (const pdf::Object& object : objects) {
        const QString text = QString::fromLatin1(object.dictionary);
        static const QRegularExpression box(QStringLiteral("/MediaBox \\[ 0 0 ([0-9.]+) ([0-9.]+) \\]"));
        if (const auto match = box.match(text); match.hasMatch()) {
            parsed.widthPt = match.captured(1).toDouble();
            parsed.heightPt = match.captured(2).toDouble();
        }
        if (text.contains(u"/Creator") || text.contains(u"/Keywords"))
            parsed.information += object.dictionary;
        parsed.jpegs += text.contains(u"/DCTDecode");
        static const QRegularExpression font(QStringLiteral("/(f-\\d+-\\d+) (\\d+) 0 R"));
        for (auto match = font.globalMatch(text); match.hasNext();) {
            const auto m = match.next();
            const QString dictionary = QString::fromLatin1(objects.value(m.captured(2).toInt()).dictionary);
            static const QRegularExpression to(QStringLiteral("/ToUnicode (\\d+) 0 R"));
            maps[m.captured(1)] = pdf::unicodeOf(objects.value(to.match(dictionary).captured(1).toInt()).stream);
            widths[m.captured(1)] = dictionary.contains(u"/Type0") ? 2 : 1;
        }
    }
    static const QRegularExpression show(
        QStringLiteral("/(f-\\d+-\\d+) [0-9.]+ "
                       "Tf|(\\[[^\\]]*\\]\\s*TJ|(?:\\((?:\\\\.|[^()\\\\])*\\)|<[0-9a-fA-F]+>)\\s*Tj)"));
    for (const pdf::Object& object : objects) {
        const QString content = QString::fromLatin1(object.stream);
        if (object.stream.isEmpty() || object.dictionary.contains("/ObjStm") || object.dictionary.contains("/Font")
            || object.dictionary.contains("DCTDecode"))
            continue;
        parsed.paths += static_cast<int>(content.count(QStringLiteral(" c\n")) + content.count(QStringLiteral(" c ")));
        QString font;
        for (auto match = show.globalMatch(content); match.hasNext();) {
            const auto m = match.next();
            if (m.capturedLength(1) > 0)
                font = m.captured(1);
            else if (maps.contains(font))
                parsed.texts += pdf::shown(m.captured(2), maps[font], widths[font]) + u'\n';
        }
    }
    return parsed;
}

} // namespace fulcrum::test

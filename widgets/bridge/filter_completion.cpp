// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/filter_completion.h"

#include "core/store/row_order.h"

namespace fulcrum::bridge {

namespace {

constexpr qsizetype kMostTexts = 40;
constexpr qsizetype kLeastLetters = 2; // of a field's name, so that a word being typed is left alone

/// Where the part begins in which the cursor stands: behind white space, a bracket, a bar or a sign, outside of quotes.
int partBegin(const QString& text, int cursor)
{
    int begin = 0;
    bool quoted = false;
    for (int i = 0; i < cursor; ++i) {
        const QChar c = text.at(i);
        if (c == u'"' && (i == 0 || text.at(i - 1) != u'\\'))
            quoted = !quoted;
        const bool sign = (c == u'-' || c == u'?') && i == begin;
        const bool bracket = (c == u'(' && i == begin) || c == u'|';
        if (!quoted && (c.isSpace() || sign || bracket))
            begin = i + 1;
    }
    return begin;
}

QStringList fieldNames(const QString& typed, bool vqa)
{
    QStringList names;
    for (const data::FieldInfo& info : data::fieldTable()) {
        if (*info.name == '\0' || !(vqa ? info.vqa : info.captions))
            continue;
        QString name = QString::fromLatin1(info.name);
        if (info.kind == data::FieldKind::Used || info.kind == data::FieldKind::Score)
            name += u'(';
        else if (info.kind != data::FieldKind::Flag)
            name += u':';
        if (name.startsWith(typed, Qt::CaseInsensitive) && name != typed)
            names.append(name);
    }
    return names;
}

/// The canonical text of a condition with this value.
QString valueText(data::Field field, const QString& value)
{
    data::Condition condition;
    condition.field = field;
    condition.text = value.toStdString();
    return QString::fromStdString(data::formatCondition(condition));
}

QStringList valuesOf(const data::FieldInfo& info, const CompletionWords& words)
{
    QStringList values;
    if (words.facets)
        for (const store::Facet& facet : *words.facets)
            if (facet.field == info.field)
                for (const store::FacetValue& value : facet.values)
                    values.append(QString::fromStdString(data::formatCondition(value.condition)));
    if (info.field == data::Field::Tag && values.isEmpty() && words.tags)
        for (const std::string& tag : words.tags->names)
            values.append(valueText(info.field, QString::fromStdString(tag)));
    if (info.field == data::Field::Split)
        values = {valueText(info.field, QStringLiteral("train")), valueText(info.field, QStringLiteral("val"))};
    if (info.field == data::Field::UsedBy)
        for (const QString& strategy : words.strategies) {
            data::Condition condition;
            condition.field = info.field;
            condition.strategy = strategy.toStdString();
            condition.number = {data::NumberTest::Op::GreaterEqual, 1, 0};
            values.append(QString::fromStdString(data::formatCondition(condition)));
        }
    if (info.field == data::Field::Score)
        for (const QString& run : words.runs) {
            data::Condition condition;
            condition.field = info.field;
            condition.text = run.toStdString();
            condition.number = {data::NumberTest::Op::Less, 50, 0};
            values.append(QString::fromStdString(data::formatCondition(condition)));
        }
    return values;
}

/// Letters of a text without quotes, so that `question_type:wh` finds `question_type:"what is"`.
QString bare(const QString& text) { return QString(text).remove(u'"').toCaseFolded(); }

} // namespace

Completion completionsFor(const QString& text, int cursor, const CompletionWords& words)
{
    const int begin = partBegin(text, cursor);
    const QString typed = text.mid(begin, cursor - begin);
    Completion found {begin, cursor - begin, {}};
    if (typed.size() < kLeastLetters)
        return found;
    for (const data::FieldInfo& info : data::fieldTable()) {
        const QString name = QString::fromLatin1(info.name);
        const QChar mark = info.kind == data::FieldKind::Used || info.kind == data::FieldKind::Score ? u'(' : u':';
        if (name.isEmpty() || info.kind == data::FieldKind::Flag || !typed.startsWith(name + mark, Qt::CaseInsensitive))
            continue;
        for (const QString& value : valuesOf(info, words))
            if (bare(value).startsWith(bare(typed)) && value != typed)
                found.texts.append(value);
        found.texts = found.texts.first(std::min(kMostTexts, found.texts.size()));
        return found;
    }
    found.texts = fieldNames(typed, words.vqa);
    return found;
}

} // namespace fulcrum::bridge

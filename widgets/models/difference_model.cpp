// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/difference_model.h"

#include <QApplication>
#include <QFont>
#include <QPalette>

namespace fulcrum::models {

namespace {

QString sectionName(jobs::RunSection section)
{
    switch (section) {
    case jobs::RunSection::Config: return DifferenceModel::tr("Configuration");
    case jobs::RunSection::Metrics: return DifferenceModel::tr("Metrics");
    case jobs::RunSection::Environment: return DifferenceModel::tr("Environment");
    }
    return {};
}

} // namespace

DifferenceModel::DifferenceModel(QObject* parent) : QAbstractTableModel(parent) { }

int DifferenceModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }

int DifferenceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() || m_names.isEmpty() ? 0 : 1 + runCount(); }

/// "(empty)" and "–" are told apart: a key with an empty value is not a key that is not there.
QString DifferenceModel::valueText(const std::optional<std::string>& value)
{
    if (!value)
        return QStringLiteral("–");
    return value->empty() ? tr("(empty)") : QString::fromStdString(*value);
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_shown.size())
        return {};
    const Shown& shown = m_shown[index.row()];
    const bool title = shown.row < 0;
    if (role == SectionRole)
        return title;
    if (title) {
        if (role == Qt::DisplayRole && index.column() == 0)
            return sectionName(shown.section);
        if (role == Qt::FontRole) {
            QFont bold = QApplication::font();
            bold.setWeight(QFont::DemiBold);
            return bold;
        }
        return {};
    }
    const jobs::RunDifferenceRow& row = m_all[static_cast<std::size_t>(shown.row)];
    const bool key = index.column() == 0;
    const auto* value = key ? nullptr : &row.values[static_cast<std::size_t>(index.column() - 1)];
    switch (role) {
    case DiffersRole: return row.differs;
    case OddRole: return value && *value != row.values.front();
    case Qt::DisplayRole: return key ? QString::fromStdString(row.key) : valueText(*value);
    case Qt::ToolTipRole:
        return key ? QString::fromStdString(row.key)
                   : value->has_value() ? valueText(*value) : tr("This run has no such key.");
    case Qt::FontRole: {
        QFont font = QApplication::font();
        font.setWeight(value && row.differs ? QFont::DemiBold : QFont::Normal);
        font.setItalic(value && (!value->has_value() || (*value)->empty()));
        return font;
    }
    case Qt::ForegroundRole:
        if ((value && (!value->has_value() || (*value)->empty())) || (key && row.ignored))
            return QApplication::palette().color(QPalette::PlaceholderText);
        return {};
    default: return {};
    }
}

QVariant DifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return section == 0 ? tr("Key") : m_names.value(section - 1);
}

void DifferenceModel::setRuns(const QStringList& names, std::vector<jobs::RunDifferenceRow> rows)
{
    beginResetModel();
    m_names = names;
    m_all = std::move(rows);
    arrange();
    endResetModel();
}

void DifferenceModel::setOnlyDifferent(bool on)
{
    beginResetModel();
    m_onlyDifferent = on;
    arrange();
    endResetModel();
}

void DifferenceModel::setHideIgnored(bool on)
{
    beginResetModel();
    m_hideIgnored = on;
    arrange();
    endResetModel();
}

void DifferenceModel::setPattern(const QRegularExpression& pattern)
{
    beginResetModel();
    m_pattern = pattern;
    arrange();
    endResetModel();
}

bool DifferenceModel::passes(const jobs::RunDifferenceRow& row) const
{
    if ((m_onlyDifferent && !row.differs) || (m_hideIgnored && row.ignored))
        return false;
    if (!m_pattern.isValid() || m_pattern.pattern().isEmpty() || m_pattern.match(QString::fromStdString(row.key)).hasMatch())
        return true;
    return std::any_of(row.values.begin(), row.values.end(), [this](const auto& value) { return m_pattern.match(valueText(value)).hasMatch(); });
}

void DifferenceModel::arrange()
{
    m_shown.clear();
    std::optional<jobs::RunSection> section;
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        if (!passes(m_all[i]))
            continue;
        if (section != m_all[i].section) {
            section = m_all[i].section;
            m_shown.append({-1, *section});
        }
        m_shown.append({static_cast<int>(i), *section});
    }
}

int DifferenceModel::differentCount() const
{
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(), [](const auto& row) { return row.differs; }));
}

int DifferenceModel::hiddenCount() const
{
    const auto shown = std::count_if(m_shown.begin(), m_shown.end(), [](const Shown& one) { return one.row >= 0; });
    return static_cast<int>(m_all.size()) - static_cast<int>(shown);
}

QString DifferenceModel::toText() const
{
    QStringList lines {tr("Key") + u'\t' + m_names.join(u'\t')};
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column)
            cells.append(data(index(row, column)).toString().replace(u'\t', u' ').replace(u'\n', u' '));
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace fulcrum::models

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/anchor_model.h"

#include "widgets/bridge/format.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/type.h"

#include <cmath>

namespace fulcrum::models {

bool AnchorModel::canGrowTo(const bridge::DmContents& contents) const
{
    if (!m_contents || m_contents->run.id != contents.run.id || contents.statistics.anchors.size() < m_anchors.size())
        return false;
    const auto& now = contents.statistics.anchors;
    std::size_t at = 0;
    for (const dm::AnchorSummary& anchor : m_anchors) { // entries of an anchor are written once: only whole anchors come
        while (at < now.size() && now[at].anchor < anchor.anchor)
            ++at;
        if (at == now.size() || now[at].anchor != anchor.anchor)
            return false;
    }
    return true;
}

void AnchorModel::setContents(const std::shared_ptr<const bridge::DmContents>& contents)
{
    if (!contents || !canGrowTo(*contents)) {
        beginResetModel();
        m_contents = contents;
        m_anchors = contents ? contents->statistics.anchors : std::vector<dm::AnchorSummary>();
        endResetModel();
        return;
    }
    m_contents = contents;
    const auto& now = contents->statistics.anchors;
    for (std::size_t row = 0; row < now.size();) {
        std::size_t end = row;
        while (end < now.size() && (row >= m_anchors.size() || now[end].anchor != m_anchors[row].anchor))
            ++end;
        if (end == row) {
            ++row;
            continue;
        }
        beginInsertRows({}, static_cast<int>(row), static_cast<int>(end) - 1);
        const auto place = static_cast<std::ptrdiff_t>(row);
        m_anchors.insert(m_anchors.begin() + place, now.begin() + place, now.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        row = end;
    }
}

const dm::AnchorSummary* AnchorModel::summary(int row) const
{
    return row >= 0 && static_cast<std::size_t>(row) < m_anchors.size() ? &m_anchors[static_cast<std::size_t>(row)] : nullptr;
}

int AnchorModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_anchors.size()); }
int AnchorModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString AnchorModel::sampleText(std::int64_t anchor) const
{
    if (anchor < 0 || static_cast<std::size_t>(anchor) >= m_contents->support->size())
        return tr("sample %1 is not in this data set").arg(anchor);
    const data::SampleView sample = m_contents->support->view(static_cast<std::size_t>(anchor));
    if (m_contents->task == data::Task::Vqa)
        return QString::fromUtf8(sample.question.data(), static_cast<qsizetype>(sample.question.size()));
    return QString::fromStdString(data::shownAnswer((*m_contents->support)[static_cast<std::size_t>(anchor)], m_contents->task));
}

QVariant AnchorModel::text(const dm::AnchorSummary& anchor, int column) const
{
    const bool inside = anchor.anchor >= 0 && static_cast<std::size_t>(anchor.anchor) < m_contents->support->size();
    switch (column) {
    case IdColumn: return QString::number(inside ? m_contents->support->id(static_cast<std::size_t>(anchor.anchor)) : anchor.anchor);
    case TextColumn: return sampleText(anchor.anchor);
    case ScoreColumn: return std::isfinite(anchor.best) ? bridge::number(anchor.best, 4) : tr("none");
    case ProbabilityColumn:
        return std::isfinite(anchor.bestProbability)
            ? tr("%1 → %2").arg(bridge::number(anchor.baseProbability, 3), bridge::number(anchor.bestProbability, 3))
            : QString();
    case DuplicatesColumn: return anchor.duplicates > 0 ? bridge::count(static_cast<std::int64_t>(anchor.duplicates)) : QString();
    default: return {};
    }
}

QVariant AnchorModel::sortKey(const dm::AnchorSummary& anchor, int column) const
{
    const auto known = [](double value) { return std::isfinite(value) ? value : -std::numeric_limits<double>::max(); };
    switch (column) {
    case IdColumn: return static_cast<qlonglong>(anchor.anchor);
    case ScoreColumn: return known(anchor.best);
    case ProbabilityColumn: return known(anchor.bestProbability);
    case DuplicatesColumn: return static_cast<qulonglong>(anchor.duplicates);
    default: return text(anchor, column);
    }
}

QVariant AnchorModel::data(const QModelIndex& index, int role) const
{
    const dm::AnchorSummary* anchor = index.isValid() ? summary(index.row()) : nullptr;
    if (!anchor || !m_contents)
        return {};
    const bool numbers = index.column() >= ScoreColumn;
    switch (role) {
    case Qt::DisplayRole: return text(*anchor, index.column());
    case SortRole: return sortKey(*anchor, index.column());
    case AnchorRole: return static_cast<qlonglong>(anchor->anchor);
    case Qt::TextAlignmentRole: return numbers ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole: return numbers ? QVariant(theme::tabular(theme::font(theme::Text::Body))) : QVariant();
    case Qt::DecorationRole:
        return index.column() == ScoreColumn && !anchor->gains() ? QVariant(theme::icon(QStringLiteral("warning"), QPalette::PlaceholderText)) : QVariant();
    case Qt::ToolTipRole:
        return anchor->gains() ? sampleText(anchor->anchor)
                               : tr("%1\nNo gain: the best sequence does not help this anchor").arg(sampleText(anchor->anchor));
    case Qt::AccessibleTextRole:
        return index.column() == ScoreColumn && !anchor->gains() ? tr("%1, no gain").arg(text(*anchor, ScoreColumn).toString())
                                                                 : text(*anchor, index.column());
    default: return {};
    }
}

QVariant AnchorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= ScoreColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    const bool tip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !tip)
        return {};
    switch (section) {
    case IdColumn: return tip ? tr("Image or question id of the anchor") : tr("Id");
    case TextColumn: return tip ? tr("Caption or question of the anchor") : tr("Text");
    case ScoreColumn: return tip ? tr("Score of the best sequence") : tr("Score");
    case ProbabilityColumn: return tip ? tr("P(y|x) without demonstrations, and with the best sequence") : tr("P(y|x)");
    case DuplicatesColumn: return tip ? tr("Beams with the demonstrations of a better one") : tr("Dupl.");
    default: return {};
    }
}

AnchorFilter::AnchorFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(AnchorModel::SortRole);
    setDynamicSortFilter(true);
}

void AnchorFilter::setKind(Kind kind)
{
    m_kind = kind;
    invalidateFilter();
}

void AnchorFilter::setThreshold(double threshold)
{
    m_threshold = threshold;
    if (m_kind == Kind::Dropped)
        invalidateFilter();
}

void AnchorFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool AnchorFilter::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto* model = qobject_cast<const AnchorModel*>(sourceModel());
    const dm::AnchorSummary* anchor = model ? model->summary(row) : nullptr;
    if (!anchor)
        return false;
    const bool kind = m_kind == Kind::All || (m_kind == Kind::Gain && anchor->gains()) || (m_kind == Kind::NoGain && !anchor->gains())
        || (m_kind == Kind::Duplicates && anchor->duplicates > 0) || (m_kind == Kind::Dropped && !dm::reaches(anchor->best, m_threshold));
    if (!kind || m_text.isEmpty())
        return kind;
    for (const int column : {AnchorModel::IdColumn, AnchorModel::TextColumn})
        if (model->index(row, column).data().toString().contains(m_text, Qt::CaseInsensitive))
            return true;
    return false;
}

} // namespace fulcrum::models

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/sample_model.h"

#include "core/data/filter_values.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/project_session.h"

#include <cmath>

namespace fulcrum::models {

namespace {

constexpr const char* kKeys[SampleModel::FixedColumns] = {"number", "picture", "id", "text", "answer", "answerType",
    "questionType", "tags", "uses", "words", "pixels", "imageId", "file"};

/// Numbers stand at the right, one above the other.
int alignment(int column)
{
    const bool number = column == SampleModel::NumberColumn || column == SampleModel::UsesColumn || column == SampleModel::WordsColumn
        || column >= SampleModel::FixedColumns;
    return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString fromUtf8(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

} // namespace

QString primaryText(const data::SampleView& sample, data::Task task)
{
    if (task == data::Task::Vqa)
        return fromUtf8(sample.question);
    return sample.captions.empty() ? QString() : fromUtf8(sample.captions.front());
}

QString secondaryText(const data::SampleView& sample, data::Task task)
{
    return task == data::Task::Vqa ? fromUtf8(sample.answer) : QStringLiteral("#%1").arg(sample.id);
}

QString SampleModel::columnKey(int column)
{
    return column >= 0 && column < FixedColumns ? QString::fromLatin1(kKeys[column]) : QString();
}

int SampleModel::columnOfKey(const QString& key)
{
    const auto found = std::find_if(std::begin(kKeys), std::end(kKeys), [&](const char* one) { return key == QLatin1String(one); });
    return found == std::end(kKeys) ? -1 : static_cast<int>(found - std::begin(kKeys));
}

SampleModel::SampleModel(QObject* parent) : QAbstractTableModel(parent) { }

int SampleModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_dataset)
        return 0;
    return static_cast<int>(m_order ? m_order->size() : m_dataset->size());
}

int SampleModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FixedColumns + static_cast<int>(m_scores.size());
}

std::int64_t SampleModel::indexAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return -1;
    return m_order ? (*m_order)[static_cast<std::size_t>(row)] : row;
}

std::optional<data::Sample> SampleModel::sampleAt(int row) const
{
    const std::int64_t index = indexAt(row);
    return index < 0 ? std::nullopt : std::optional((*m_dataset)[static_cast<std::size_t>(index)]);
}

std::optional<data::SampleView> SampleModel::viewAt(int row) const
{
    const std::int64_t index = indexAt(row);
    return index < 0 ? std::nullopt : std::optional(m_dataset->view(static_cast<std::size_t>(index)));
}

int SampleModel::rowOf(std::int64_t sampleIndex) const
{
    if (!m_dataset || sampleIndex < 0 || static_cast<std::size_t>(sampleIndex) >= m_dataset->size())
        return -1;
    return m_order ? m_rows[static_cast<std::size_t>(sampleIndex)] : static_cast<int>(sampleIndex);
}

QString SampleModel::score(std::int64_t index, int column) const
{
    const qsizetype place = column - FixedColumns;
    const std::vector<float>* values = place < m_scores.size() ? m_facts.scoresOf(m_scores[place].first) : nullptr;
    if (!values || static_cast<std::size_t>(index) >= values->size())
        return {};
    const float value = (*values)[static_cast<std::size_t>(index)];
    return std::isnan(value) ? QString() : bridge::number(static_cast<double>(value), 1);
}

QString SampleModel::text(const data::SampleView& sample, int row, int column) const
{
    const data::Task task = m_dataset->task();
    switch (column) {
    case NumberColumn: return bridge::count(row + 1);
    case PictureColumn: return {};
    case IdColumn: return QString::number(sample.id);
    case ImageIdColumn: return QString::number(sample.imageId);
    case FileColumn: return fromUtf8(sample.imageFile);
    case TextColumn: return primaryText(sample, task);
    case AnswerColumn: return fromUtf8(sample.answer);
    case AnswerTypeColumn: return fromUtf8(sample.answerType);
    case QuestionTypeColumn: return fromUtf8(sample.questionType);
    case WordsColumn: return QString::number(data::wordCount(sample));
    case SizeColumn:
        return sample.width > 0 ? QStringLiteral("%1 × %2").arg(sample.width).arg(sample.height) : QString();
    case TagsColumn: {
        QStringList tags = fact(sample.index, TagsRole).toStringList();
        if (fact(sample.index, StarRole).toBool())
            tags.prepend(QStringLiteral("★"));
        return tags.join(QStringLiteral(", "));
    }
    case UsesColumn: {
        const int uses = fact(sample.index, UsesRole).toInt();
        return uses > 0 ? bridge::count(uses) : QString();
    }
    default: return score(sample.index, column);
    }
}

QString SampleModel::matchText(const data::SampleView& sample) const
{
    if (m_dataset->task() == data::Task::Caption && !m_highlighter.isEmpty())
        for (const std::string_view caption : sample.captions)
            if (!m_highlighter.ranges(caption, data::Field::Caption).empty())
                return fromUtf8(caption).simplified();
    return primaryText(sample, m_dataset->task()).simplified();
}

/// Of a cell of the grid: everything that its badges say, in words.
QString SampleModel::toolTip(const data::SampleView& sample) const
{
    QStringList lines {primaryText(sample, m_dataset->task())};
    if (!sample.answer.empty())
        lines.append(tr("Answer: %1").arg(fromUtf8(sample.answer)));
    if (const QStringList tags = fact(sample.index, TagsRole).toStringList(); !tags.isEmpty())
        lines.append(tr("Tags: %1").arg(tags.join(QStringLiteral(", "))));
    if (fact(sample.index, StarRole).toBool())
        lines.append(tr("Starred"));
    if (const int uses = fact(sample.index, UsesRole).toInt(); uses > 0)
        lines.append(tr("Used as a demonstration %n times", nullptr, uses));
    if (fact(sample.index, MissingRole).toBool())
        lines.append(tr("The image file is not there: %1").arg(fromUtf8(sample.imageFile)));
    return lines.join(u'\n');
}

QVariant SampleModel::fact(std::int64_t index, int role) const
{
    const auto at = static_cast<std::size_t>(index);
    switch (role) {
    case TagsRole: {
        QStringList tags;
        if (m_facts.tags)
            for (const std::uint16_t id : m_facts.tags->of(index))
                if (const std::string& name = m_facts.tags->names[id]; name != data::kStarTag)
                    tags.append(QString::fromStdString(name));
        return tags;
    }
    case StarRole: {
        if (!m_facts.tags)
            return false;
        const int star = m_facts.tags->idOf(data::kStarTag);
        const auto ids = m_facts.tags->of(index);
        return star >= 0 && std::find(ids.begin(), ids.end(), star) != ids.end();
    }
    case UsesRole: {
        const std::vector<std::int32_t>* counts = m_facts.usedCounts({});
        return counts && at < counts->size() ? (*counts)[at] : 0;
    }
    case MissingRole: return m_facts.missing && at < m_facts.missing->size() && (*m_facts.missing)[at];
    default: return {};
    }
}

QVariant SampleModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const std::optional<data::SampleView> sample = viewAt(index.row());
    if (!sample)
        return {};
    const data::Task task = m_dataset->task();
    switch (role) {
    case Qt::DisplayRole: return text(*sample, index.row(), index.column());
    case Qt::ToolTipRole:
        return index.column() <= PictureColumn ? toolTip(*sample) : text(*sample, index.row(), index.column());
    case Qt::AccessibleTextRole:
        return index.column() <= PictureColumn || index.column() == TextColumn
            ? tr("Sample %1: %2").arg(sample->id).arg(toolTip(*sample))
            : text(*sample, index.row(), index.column());
    case Qt::TextAlignmentRole: return alignment(index.column());
    case IndexRole: return static_cast<qlonglong>(sample->index);
    case ImagePathRole: return bridge::fromPath(m_dataset->imagePath(sample->imageFile));
    case PrimaryTextRole: return primaryText(*sample, task);
    case SecondaryTextRole: return secondaryText(*sample, task);
    case MatchTextRole: return matchText(*sample);
    case IsQueryRole: return sample->index == m_query;
    default: return fact(sample->index, role);
    }
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignment(section);
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const bool vqa = m_dataset && m_dataset->task() == data::Task::Vqa;
    switch (section) {
    case NumberColumn: return role == Qt::DisplayRole ? QStringLiteral("#") : tr("Row; a click goes back to the order of the data set");
    case PictureColumn: return tr("Image");
    case IdColumn: return vqa ? tr("Question id") : tr("Image id");
    case ImageIdColumn: return tr("Image id");
    case FileColumn: return tr("File");
    case TextColumn: return vqa ? tr("Question") : tr("Caption");
    case AnswerColumn: return tr("Answer");
    case AnswerTypeColumn: return tr("Answer type");
    case QuestionTypeColumn: return tr("Question type");
    case WordsColumn: return role == Qt::DisplayRole ? tr("Words") : tr("Words of the question, or of the first caption");
    case SizeColumn: return tr("Pixels");
    case TagsColumn: return tr("Tags");
    case UsesColumn: return role == Qt::DisplayRole ? tr("As ICD") : tr("How often stored predictions used it as a demonstration");
    default: return m_scores.value(section - FixedColumns).second;
    }
}

Qt::ItemFlags SampleModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

void SampleModel::setDataset(std::shared_ptr<const data::Dataset> dataset)
{
    beginResetModel();
    m_dataset = std::move(dataset);
    m_order.reset();
    m_rows.clear();
    m_facts = {};
    m_highlighter = {};
    m_query = -1;
    endResetModel();
}

void SampleModel::setOrder(bridge::Rows order)
{
    beginResetModel();
    const std::size_t size = m_dataset ? m_dataset->size() : 0;
    const auto outside = [size](std::int32_t index) { return index < 0 || static_cast<std::size_t>(index) >= size; };
    if (order && std::any_of(order->begin(), order->end(), outside)) {
        auto inside = std::make_shared<std::vector<std::int32_t>>(*order);
        std::erase_if(*inside, outside);
        order = std::move(inside);
    }
    m_order = std::move(order);
    m_rows.clear();
    if (m_order) {
        m_rows.assign(size, -1);
        for (std::size_t row = 0; row < m_order->size(); ++row)
            m_rows[static_cast<std::size_t>((*m_order)[row])] = static_cast<std::int32_t>(row);
    }
    endResetModel();
}

void SampleModel::setFacts(store::SampleFacts facts)
{
    m_facts = std::move(facts);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void SampleModel::setHighlighter(const data::Highlighter& highlighter)
{
    m_highlighter = highlighter;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {MatchTextRole});
}

void SampleModel::setScoreColumns(const QVector<std::pair<store::ScoreKey, QString>>& columns)
{
    if (m_scores == columns)
        return;
    if (!m_scores.isEmpty()) {
        beginRemoveColumns({}, FixedColumns, columnCount() - 1);
        m_scores.clear();
        endRemoveColumns();
    }
    if (!columns.isEmpty()) {
        beginInsertColumns({}, FixedColumns, FixedColumns + static_cast<int>(columns.size()) - 1);
        m_scores = columns;
        endInsertColumns();
    }
}

void SampleModel::setQueryIndex(std::int64_t index)
{
    if (m_query == index)
        return;
    const int before = rowOf(m_query), after = rowOf(index);
    m_query = index;
    for (const int row : {before, after})
        if (row >= 0)
            Q_EMIT dataChanged(this->index(row, 0), this->index(row, columnCount() - 1), {IsQueryRole});
}

} // namespace fulcrum::models

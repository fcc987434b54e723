// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sample_table.h"

#include "widgets/models/sample_model.h"
#include "widgets/views/sample_grid.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QMimeData>

namespace fulcrum::views {

namespace {

using models::SampleModel;

constexpr int kNarrowest = 24, kWidest = 4000;

int firstWidth(int column, const QFontMetrics& metrics)
{
    const int letter = metrics.averageCharWidth();
    switch (column) {
    case SampleModel::NumberColumn: return letter * 7 + 16;
    case SampleModel::PictureColumn: return SampleTable::kPicture + 24;
    case SampleModel::IdColumn:
    case SampleModel::ImageIdColumn: return letter * 11 + 16;
    case SampleModel::TextColumn: return letter * 56;
    case SampleModel::AnswerColumn: return letter * 16;
    case SampleModel::QuestionTypeColumn:
    case SampleModel::TagsColumn: return letter * 18;
    case SampleModel::FileColumn: return letter * 32;
    default: return letter * 11 + 16;
    }
}

} // namespace

SampleTable::SampleTable(QWidget* parent) : QTableView(parent)
{
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setTabKeyNavigation(false);
    setCornerWidget(new QWidget);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kPicture + 8);
    QHeaderView* header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(kNarrowest);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    // A press on a header selects the column elsewhere, which here is every sample.
    disconnect(header, &QHeaderView::sectionPressed, this, nullptr);
    disconnect(header, &QHeaderView::sectionEntered, this, nullptr);
    connect(header, &QHeaderView::sectionClicked, this, &SampleTable::sortBy);
    connect(header, &QHeaderView::customContextMenuRequested, this, &SampleTable::showHeaderMenu);
    connect(header, &QHeaderView::sectionMoved, this, &SampleTable::columnsChanged);
    connect(header, &QHeaderView::sectionResized, this, &SampleTable::columnsChanged);
}

void SampleTable::dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles)
{
    if (first == last)
        QTableView::dataChanged(first, last, roles);
    else
        viewport()->update();
}

void SampleTable::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    disconnect(horizontalHeader(), &QHeaderView::sectionPressed, this, nullptr); // setHeader connects again
    setFirstWidths();
    connect(model, &QAbstractItemModel::columnsInserted, this, &SampleTable::showColumns);
    connect(model, &QAbstractItemModel::modelReset, this, &SampleTable::showColumns);
}

void SampleTable::setFirstWidths()
{
    const QSignalBlocker quiet(horizontalHeader());
    for (int column = 0; column < model()->columnCount(); ++column) {
        const QString title = model()->headerData(column, Qt::Horizontal).toString();
        setColumnWidth(column, std::max(firstWidth(column, fontMetrics()), fontMetrics().horizontalAdvance(title) + 32));
    }
}

void SampleTable::setSorted(int column, Qt::SortOrder order)
{
    m_sorted = column;
    m_order = order;
    horizontalHeader()->setSortIndicatorShown(column >= 0);
    if (column >= 0)
        horizontalHeader()->setSortIndicator(column, order);
}

void SampleTable::sortBy(int section)
{
    if (section == SampleModel::PictureColumn)
        return;
    if (section != m_sorted)
        Q_EMIT sortWanted(section, Qt::AscendingOrder);
    else if (m_order == Qt::AscendingOrder)
        Q_EMIT sortWanted(section, Qt::DescendingOrder);
    else
        Q_EMIT sortWanted(-1, Qt::AscendingOrder);
}

void SampleTable::setInapplicable(const QSet<int>& columns)
{
    m_inapplicable = columns;
    showColumns();
}

void SampleTable::showColumns()
{
    for (int column = 0; model() && column < model()->columnCount(); ++column)
        setColumnHidden(column, m_hidden.contains(column) || m_inapplicable.contains(column));
}

void SampleTable::showHeaderMenu(const QPoint& place)
{
    QMenu menu(this);
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (m_inapplicable.contains(column))
            continue;
        QAction* entry = menu.addAction(model()->headerData(column, Qt::Horizontal).toString());
        entry->setCheckable(true);
        entry->setChecked(!m_hidden.contains(column));
        entry->setEnabled(column != SampleModel::TextColumn); // something to read stays
        connect(entry, &QAction::toggled, this, [this, column](bool on) {
            on ? void(m_hidden.remove(column)) : void(m_hidden.insert(column));
            showColumns();
            Q_EMIT columnsChanged();
        });
    }
    if (m_fillMenu)
        m_fillMenu(&menu);
    menu.addSeparator();
    connect(menu.addAction(tr("Reset columns")), &QAction::triggered, this, [this] {
        m_hidden.clear();
        for (int column = 0; column < model()->columnCount(); ++column)
            horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
        setFirstWidths();
        showColumns();
        Q_EMIT columnsChanged();
    });
    menu.exec(horizontalHeader()->mapToGlobal(place));
}

QByteArray SampleTable::columnState() const
{
    QJsonArray columns;
    for (int place = 0; place < SampleModel::FixedColumns && place < horizontalHeader()->count(); ++place) {
        const int column = horizontalHeader()->logicalIndex(place);
        const bool hidden = m_hidden.contains(column);
        // The width of a hidden section is 0; what it had stays with the first width.
        const int width = isColumnHidden(column) ? firstWidth(column, fontMetrics()) : columnWidth(column);
        columns.append(QJsonObject {{QStringLiteral("column"), SampleModel::columnKey(column)},
            {QStringLiteral("width"), width}, {QStringLiteral("hidden"), hidden}});
    }
    return QJsonDocument(columns).toJson(QJsonDocument::Compact);
}

void SampleTable::setColumnState(const QByteArray& state)
{
    const QJsonArray columns = QJsonDocument::fromJson(state).array();
    if (columns.isEmpty())
        return;
    int place = 0;
    for (const QJsonValue& entry : columns) {
        const int column = SampleModel::columnOfKey(entry[QStringLiteral("column")].toString());
        if (column < 0)
            continue;
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), place++);
        setColumnWidth(column, std::clamp(entry[QStringLiteral("width")].toInt(), kNarrowest, kWidest));
        if (entry[QStringLiteral("hidden")].toBool() && column != SampleModel::TextColumn)
            m_hidden.insert(column);
        else
            m_hidden.remove(column);
    }
    showColumns();
}

void SampleTable::startDrag(Qt::DropActions)
{
    int count = 0; // the base class would make an index of every selected cell
    for (const QItemSelectionRange& range : selectionModel()->selection())
        count += range.height();
    dragSamples(this, m_makeMime, count);
    setState(NoState);
}

} // namespace fulcrum::views

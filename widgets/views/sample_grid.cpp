// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sample_grid.h"

#include "widgets/delegates/text_paint.h"

#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QRubberBand>
#include <QScrollBar>
#include <QStyleOptionRubberBand>

namespace fulcrum::views {

namespace {
constexpr int kMargin = 8; // around all cells
constexpr int kWheelStep = 40;
} // namespace

SampleGrid::SampleGrid(QWidget* parent) : QAbstractItemView(parent)
{
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there: a bar that comes and goes with the number of rows would change the number of columns.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setEditTriggers(NoEditTriggers);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
}

void SampleGrid::dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles)
{
    if (first == last)
        QAbstractItemView::dataChanged(first, last, roles);
    else
        viewport()->update();
}

void SampleGrid::setModel(QAbstractItemModel* model)
{
    QAbstractItemView::setModel(model);
    layoutCells();
}

void SampleGrid::reset()
{
    m_hover = QPersistentModelIndex();
    m_band = QRect();
    QAbstractItemView::reset();
    verticalScrollBar()->setValue(0);
    layoutCells();
}

int SampleGrid::rowCount() const { return model() ? model()->rowCount(rootIndex()) : 0; }

int SampleGrid::lines() const { return (rowCount() + m_columns - 1) / m_columns; }

int SampleGrid::verticalOffset() const { return verticalScrollBar()->value(); }

void SampleGrid::setCellSize(const QSize& least)
{
    m_least = least.expandedTo(QSize(16, 16));
    layoutCells();
}

/// Number of columns, size of cells, range of the scroll bar. The first visible row stays the first visible one.
void SampleGrid::layoutCells()
{
    const int first = visibleRows().first;
    const double above = (verticalOffset() - kMargin) / double(m_cell.height()) - first / m_columns; // lines hidden of its line
    const int width = std::max(1, viewport()->width() - 2 * kMargin);
    const int columns = std::max(1, width / m_least.width());
    const QSize cell(std::max(1, width / columns), m_least.height());
    const bool moved = columns != m_columns || cell.height() != m_cell.height();
    m_columns = columns;
    m_cell = cell;
    const int height = 2 * kMargin + lines() * m_cell.height();
    QScrollBar* bar = verticalScrollBar();
    bar->setRange(0, std::max(0, height - viewport()->height()));
    bar->setSingleStep(kWheelStep);
    bar->setPageStep(viewport()->height());
    if (moved)
        bar->setValue(first == 0 ? 0 : kMargin + static_cast<int>((first / m_columns + above) * m_cell.height()));
    viewport()->update();
}

void SampleGrid::updateGeometries()
{
    QAbstractItemView::updateGeometries();
    layoutCells();
}

void SampleGrid::resizeEvent(QResizeEvent* event)
{
    QAbstractItemView::resizeEvent(event);
    layoutCells();
}

std::pair<int, int> SampleGrid::visibleRows() const
{
    const int count = rowCount();
    if (count == 0)
        return {0, -1};
    const int top = std::max(0, verticalOffset() - kMargin) / m_cell.height();
    const int bottom = std::max(0, verticalOffset() + viewport()->height() - 1 - kMargin) / m_cell.height();
    return {std::min(count - 1, top * m_columns), std::min(count - 1, bottom * m_columns + m_columns - 1)};
}

QRect SampleGrid::cell(int row) const
{
    const int line = row / m_columns, column = row % m_columns;
    const QPoint corner(kMargin + column * m_cell.width(), kMargin + line * m_cell.height() - verticalOffset());
    return {corner, m_cell};
}

int SampleGrid::rowAt(const QPoint& point) const
{
    const int count = rowCount();
    if (count == 0)
        return -1;
    const int column = std::clamp((point.x() - kMargin) / m_cell.width(), 0, m_columns - 1);
    const int line = std::max(0, point.y() + verticalOffset() - kMargin) / m_cell.height();
    return std::min(count - 1, line * m_columns + column);
}

QRect SampleGrid::visualRect(const QModelIndex& index) const { return index.isValid() ? cell(index.row()) : QRect(); }

QModelIndex SampleGrid::indexAt(const QPoint& point) const
{
    const int row = rowAt(point);
    // The delegate leaves a gap around its card: a rubber band can start there.
    const bool inside = row >= 0 && cell(row).adjusted(4, 4, -4, -4).contains(point);
    return inside ? model()->index(row, 0, rootIndex()) : QModelIndex();
}

void SampleGrid::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const QRect rect = cell(index.row());
    QScrollBar* bar = verticalScrollBar();
    const int height = viewport()->height();
    if (hint == PositionAtCenter)
        bar->setValue(bar->value() + rect.center().y() - height / 2);
    else if (hint == PositionAtTop || rect.top() < 0 || rect.height() > height)
        bar->setValue(bar->value() + rect.top() - kMargin);
    else if (hint == PositionAtBottom || rect.bottom() > height)
        bar->setValue(bar->value() + rect.bottom() - height + kMargin);
}

QModelIndex SampleGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int count = rowCount();
    if (count == 0)
        return {};
    const int now = currentIndex().row();
    if (now < 0 && action != MoveHome && action != MoveEnd)
        return model()->index(visibleRows().first, 0, rootIndex());
    const int page = std::max(1, viewport()->height() / m_cell.height()) * m_columns;
    const auto down = [&](int step) { // the last line may be short: its last cell is the nearest one
        if (now + step < count)
            return now + step;
        return now / m_columns < (count - 1) / m_columns ? count - 1 : now;
    };
    int next = now;
    switch (action) {
    case MoveLeft:
    case MovePrevious: next = now - 1; break;
    case MoveRight:
    case MoveNext: next = now + 1; break;
    case MoveUp: next = now >= m_columns ? now - m_columns : now; break;
    case MoveDown: next = down(m_columns); break;
    case MovePageUp: next = now >= page ? now - page : now % m_columns; break;
    case MovePageDown: next = down(page); break;
    case MoveHome: next = 0; break;
    case MoveEnd: next = count - 1; break;
    }
    return model()->index(std::clamp(next, 0, count - 1), 0, rootIndex());
}

QItemSelection SampleGrid::rowsInside(const QRect& rect) const
{
    QItemSelection selection;
    const int count = rowCount();
    const QRect wanted = rect.normalized().translated(0, verticalOffset());
    if (count == 0 || wanted.right() < kMargin || wanted.left() >= kMargin + m_columns * m_cell.width())
        return selection;
    const int left = std::clamp((wanted.left() - kMargin) / m_cell.width(), 0, m_columns - 1);
    const int right = std::clamp((wanted.right() - kMargin) / m_cell.width(), 0, m_columns - 1);
    const int top = std::max(0, wanted.top() - kMargin) / m_cell.height();
    const int bottom = std::min(lines() - 1, std::max(0, wanted.bottom() - kMargin) / m_cell.height());
    const auto add = [&](int first, int last) {
        if (last = std::min(last, count - 1); first <= last)
            selection.append(QItemSelectionRange(model()->index(first, 0, rootIndex()), model()->index(last, 0, rootIndex())));
    };
    if (left == 0 && right == m_columns - 1)
        add(top * m_columns, bottom * m_columns + right);
    else
        for (int line = top; line <= bottom; ++line)
            add(line * m_columns + left, line * m_columns + right);
    return selection;
}

void SampleGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    if (!selectionModel() || !model())
        return;
    if (state() == DragSelectingState) {
        m_band = rect.normalized().translated(0, verticalOffset());
        selectionModel()->select(rowsInside(rect), command);
        viewport()->update();
        return;
    }
    // From one cell to another, as the keyboard and Shift+click mean it: everything between them in reading order.
    const int from = rowAt(rect.topLeft()), to = rowAt(rect.bottomRight());
    if (from < 0 || to < 0)
        return;
    const QModelIndex first = model()->index(std::min(from, to), 0, rootIndex());
    const QModelIndex last = model()->index(std::max(from, to), 0, rootIndex());
    selectionModel()->select(QItemSelection(first, last), command);
}

QRegion SampleGrid::visualRegionForSelection(const QItemSelection& selection) const
{
    const auto [first, last] = visibleRows();
    QRegion region;
    for (const QItemSelectionRange& range : selection)
        for (int row = std::max(first, range.top()); row <= std::min(last, range.bottom()); ++row)
            region += cell(row);
    return region;
}

void SampleGrid::scrollContentsBy(int dx, int dy)
{
    if (state() == DragSelectingState)
        viewport()->update();
    else
        viewport()->scroll(dx, dy);
    setHover({});
}

void SampleGrid::startDrag(Qt::DropActions)
{
    // The base class would make an index of every selected cell.
    int count = 0;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        count += range.height();
    dragSamples(this, m_makeMime, count);
    setState(NoState);
}

void SampleGrid::setHover(const QModelIndex& index)
{
    if (m_hover == index)
        return;
    viewport()->update(visualRect(m_hover));
    m_hover = index;
    viewport()->update(visualRect(m_hover));
}

void SampleGrid::mouseMoveEvent(QMouseEvent* event)
{
    QAbstractItemView::mouseMoveEvent(event);
    setHover(event->buttons() == Qt::NoButton ? indexAt(event->position().toPoint()) : QModelIndex());
}

bool SampleGrid::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        setHover({});
    if (event->type() == QEvent::MouseButtonRelease && !m_band.isNull()) {
        m_band = QRect();
        viewport()->update();
    }
    return QAbstractItemView::viewportEvent(event);
}

void SampleGrid::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State plain = option.state & ~(QStyle::State_MouseOver | QStyle::State_HasFocus | QStyle::State_Selected);
    const auto [first, last] = visibleRows();
    for (int row = first; row <= last; ++row) {
        option.rect = cell(row);
        if (!event->region().intersects(option.rect))
            continue;
        const QModelIndex index = model()->index(row, 0, rootIndex());
        option.state = plain;
        if (selectionModel() && selectionModel()->isSelected(index))
            option.state |= QStyle::State_Selected;
        if (hasFocus() && currentIndex().row() == row)
            option.state |= QStyle::State_HasFocus;
        if (m_hover.isValid() && m_hover.row() == row)
            option.state |= QStyle::State_MouseOver;
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
    if (!m_band.isNull() && state() == DragSelectingState) {
        QStyleOptionRubberBand band;
        band.initFrom(this);
        band.shape = QRubberBand::Rectangle;
        band.rect = m_band.translated(0, -verticalOffset()).intersected(viewport()->rect().adjusted(-16, -16, 16, 16));
        style()->drawControl(QStyle::CE_RubberBand, &band, &painter, this);
    }
}

void dragSamples(QWidget* source, const std::function<QMimeData*()>& make, int count)
{
    QMimeData* content = make ? make() : nullptr;
    if (!content)
        return;
    auto* drag = new QDrag(source);
    drag->setMimeData(content);
    const qreal ratio = source->devicePixelRatioF();
    const QString text = SampleGrid::tr("%n samples", nullptr, count);
    QPixmap badge(QSize(QFontMetrics(source->font()).horizontalAdvance(text) + 16, 28) * ratio);
    badge.setDevicePixelRatio(ratio);
    badge.fill(Qt::transparent);
    {
        QPainter painter(&badge);
        delegates::paintBadge(&painter, QPointF(1, 3), text, source->font(), source->palette().color(QPalette::Highlight),
            source->palette().color(QPalette::HighlightedText));
    }
    drag->setPixmap(badge);
    drag->exec(Qt::CopyAction);
}

} // namespace fulcrum::views

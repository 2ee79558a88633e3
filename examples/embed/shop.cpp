// A shop whose prices follow rules that are not part of the program: shop.cpp computes carts, rules.lua
// decides on discounts. The rules run in a sandbox, under limits, and are not trusted to be right: a
// mistake in them costs a discount, not the shop.
//
//   cmake -B build && cmake --build build && build/shop rules.lua
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include <strata/strata.h>

namespace {

struct Item {
  std::string name;
  int quantity;
  double price;
};

struct Cart {
  std::string customer;
  std::vector<Item> items;
};

double sum(const Cart& cart) {
  double total = 0;
  for (const Item& item : cart.items) total += item.quantity * item.price;
  return total;
}

strata::Table as_table(strata::Vm& vm, const Cart& cart) {
  strata::Table table = vm.new_table();
  table.set("customer", cart.customer);
  for (const Item& item : cart.items) {
    strata::Table entry = vm.new_table();
    entry.set("name", item.name);
    entry.set("quantity", item.quantity);
    entry.set("price", item.price);
    table.append(entry);
  }
  return table;
}

// What the rules may ask the shop.
void add_shop_functions(strata::Vm& vm) {
  vm.set_function("orders_of", [](std::string customer) {
    if (customer.empty()) throw std::invalid_argument("a customer without a name");
    return customer == "Ada" ? 12 : 0;
  });
  vm.set_function("note", [](std::string text) { std::printf("    %s\n", text.c_str()); });
}

void show(strata::Vm& vm, const strata::Function& discount, const Cart& cart) {
  std::printf("cart of '%s': %.2f\n", cart.customer.c_str(), sum(cart));
  vm.set_time_limit(50);  // ms, for each cart
  strata::Result<strata::Values> percent = discount(as_table(vm, cart), sum(cart));
  if (percent) {
    double value = percent->first().number().value_or(0);
    std::printf("    to pay: %.2f\n", sum(cart) * (1 - value / 100));
  } else {
    std::printf("    no discount: %s\n", percent.error().message.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  strata::Options options;
  options.host = strata::sandbox_host();
  options.limits.max_memory_bytes = 8 << 20;
  // The sandbox reads no files, so the program does, before it closes the door.
  std::string rules;
  const char* path = argc > 1 ? argv[1] : "rules.lua";
  if (int error = strata::default_host().read_file(nullptr, path, strata::FileSink::into(&rules)); error != 0) {
    std::fprintf(stderr, "cannot read %s\n", path);
    return 1;
  }
  strata::Vm vm(options);
  add_shop_functions(vm);
  strata::Result<strata::Values> loaded = vm.run(rules, std::string("@") + path);
  if (!loaded) {
    std::fprintf(stderr, "%s\n", loaded.error().text().c_str());
    return 1;
  }
  strata::Function discount = vm.get("discount").function().value();
  const Cart carts[] = {
      {"Ada", {{"paper", 2, 4.50}, {"pen", 1, 89.90}}},
      {"Grace", {{"wire", 10, 0.30}}},
      {"", {{"mask", 1, 5.00}}},
      {"Alan", {{"riddle", 1, 20.00}}},
      {"Mallory", {{"lock pick", 1, 7.00}}},
  };
  for (const Cart& cart : carts) show(vm, discount, cart);
}
